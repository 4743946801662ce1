"""What happened around people, as events for agency systems: in order, nothing left out, decided on when it is read.

The feed is the timeline of everybody at once, referrals included: an event is shown to whoever may see its line.
"""
