"""Open Referral UK: the catalogue as records for other directories, and their records as entries.

Only this package knows UUIDs, the UK profile (HSDS-UK-3.0) and the older 1.0 shape.
"""
