"""Calls: people of one thread who see and hear each other, from browser to browser.

`calls`: who may come, who is there, when it ends. `sockets`: where browsers find each other. `signals`: what they may
say there. `relays`: the servers that help them through firewalls. How it works: docs/calls.md.
"""
