r"""The OEE core: pure functions from columns of samples to segments, stops, windows and KPIs.

samples -> columns -> unit timeline -> segments, stops -> windows -> KPIs
                           \-> line timeline (constraint) -> segments -/
"""
