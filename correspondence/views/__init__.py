"""The pages of correspondence, a module a noun; correspondence.urls names each view in its module."""
