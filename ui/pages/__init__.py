"""Gradio pages, the only place besides ``ui.app`` that knows Gradio."""
