"""What is known of a person: what they agreed to, what they may have handed out, how they are forgotten, what ends.

`port` is what every app fills; `consents`, `exports`, `erasures` and `retention` are the acts.
"""
