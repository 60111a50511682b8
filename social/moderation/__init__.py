"""What happens when somebody says that a thing breaks the rules: the report, the decision, the appeal.

report = reports.report(listing, by=eve, category="copied", text="…")
reports.claim(report, by=dev)
decision = decisions.withdraw(report, by=dev, why="…", statement="…")
appeal = appeals.appeal(decision, by=cleo, text="…")
appeals.overturn(appeal, by=mo, why="…", answer="…")          # never whoever decided
"""
