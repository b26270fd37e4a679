"""What scheduled work does; when it runs is decided elsewhere."""

from bot.jobs.jobs import Jobs, create_jobs

__all__ = ["Jobs", "create_jobs"]
