"""Disputes of a contract: whose held money is, from the opening to the division.

Each module is one part of the way and is called through it: `disputes.open(contract, …)`, `mediation.call(dispute, …)`,
`ends.settle(dispute, …)`. Every act locks the contract and the dispute first (`deals.with_dispute`).
"""
