"""Real campaigns that have ended, made and settled anew by our own acts: `manage.py replay_campaigns --from DIR`.

Each is made, reviewed, launched and backed at its own time, travels to its end and is settled on a local Stripe, all of
it in a database that is thrown away. What we decide must be what is on record.
"""
