"""What the directory is made of, in Open Referral's words. Nothing here knows files or pages.

Names and shapes follow HSDS 3.0 and its UK profile where it has one; what is ours says so.
"""
