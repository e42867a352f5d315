"""Rule packs, one folder per area and rule."""
