"""What the trainers of a Gistwire pack share: data, preprocessing, networks, codes, figures.

In: a data folder (photos and captions) and a work folder (caches and checkpoints).
Out: arrays and modules; files are written by the scripts one folder up.
"""
