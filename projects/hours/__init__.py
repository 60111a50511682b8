"""Work that is paid by the hour: entries, the weeks that hold them, what secures and pays them.

Each module is one noun of it and is called through it: `time_entries.start(contract, …)`,
`work_weeks.approve(week, …)`, `deposits.may_be_worked_on(contract)`.
"""
