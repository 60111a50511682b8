"""Reviews, scores and badges: fed from above with the facts of deals, open to everybody who wants to reckon again.

    facts.record(Fact.Kind.RELEASED, key=f"milestone:{pk}", deal=About(…), cents=40_000, late_days=0)

docs/reputation.md says in words and figures what counts how.
"""
