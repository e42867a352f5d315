"""Rule packs: dated figures of the gazette, each with its clause, and what follows from them."""
