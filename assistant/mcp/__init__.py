"""The gazette for other assistants: its tools and documents over the Model Context Protocol."""
