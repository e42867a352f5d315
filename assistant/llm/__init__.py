"""Language-model mode: a model may word an answer; it may not know, count or cite. Nothing here is imported while it is off."""
