"""What people say to each other about what they share: threads, messages, who has read them.

thread = threads.of("contract", contract.pk)                   # a Place of a higher floor (social.ports)
threads.say(thread, "Round two is in.", by=cleo, files=…)      # edit, remove, read
threads.note(thread, "call_ended", by=ada, minutes=12)         # a line that nobody wrote (notes.declare)
"""
