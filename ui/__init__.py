"""Shows answers: Gradio pages and HTTP API."""
