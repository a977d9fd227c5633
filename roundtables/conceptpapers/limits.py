"""How large a paper may be. A paper of 300 pages has about 1,000,000 characters and 6,000 paragraphs."""

MEGABYTE = 1024 * 1024

BYTES = 20 * MEGABYTE  # of the file as it is sent, pictures included
PARTS = 5_000  # files inside a .docx or .odt
PACKED_BYTES = 400 * MEGABYTE  # declared by all of them together, pictures included; never unpacked
TIMES_SMALLER = 500  # a part of more than a megabyte that was packed tighter than this holds nothing readable
XML_BYTES = 48 * MEGABYTE  # of one text part, counted while it is unpacked
XML_TOKEN_BYTES = 1 * MEGABYTE  # of one tag with its attributes
XML_ELEMENTS = 1_500_000  # seen in one part
XML_NODES = 500_000  # elements, attributes and texts left after thinning
XML_DEPTH = 120
CHARACTERS = 1_500_000
PARAGRAPHS = 30_000
NOTES = 3_000
OUTLINE_PARTS = 1_500  # themes, roundtables, sessions and events; further ones are read as text
WARNINGS = 300  # listed one by one; the rest is counted
