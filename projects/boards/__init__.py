"""The board of a contract: what there is to do, as cards in columns, live for both sides.

Each module is one noun of the board and is called through it: `cards.move(card, to=done, by=cleo)`. Every act begins
with `desk.at(…)` (lock, permit) and ends with `changes.record(…)` (record, announce).
"""
