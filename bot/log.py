"""Sets up the log: event names in snake_case with values beside them, as text or as JSON."""

import logging
import sys
import traceback

import structlog
from aiohttp.http_exceptions import HttpProcessingError

from bot.config import LogFormat, LogLevel

QUIET = {
    "aiosqlite": logging.INFO,
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
    "slack_bolt": logging.ERROR,
    "slack_sdk": logging.WARNING,
    "sqlalchemy": logging.WARNING,
}
"""Other people's loggers. At DEBUG some of them would write out what people typed."""


FRAMES = 12
"""So many of the innermost places in the code are named for a fault."""


def configure_logging(level: LogLevel, form: LogFormat) -> None:
    """Send every line, ours and other libraries', to standard error in one form."""
    before: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_the_fault,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_rendering(form),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.value)
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(max(least, root.level))
    logging.getLogger("aiohttp.server").addFilter(_is_not_the_senders_fault)
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def name_the_fault(
    _logger: object, _method: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    """Replace an exception by its kind and where it arose.

    Its message and the values around it may hold what people typed, or a token, so they are
    left out.
    """
    error = _error_of(event.pop("exc_info", None))
    if error is None:
        return event
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    event["error"] = " from ".join(_chain(error))
    event["at"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    code = getattr(error, "code", None)
    if isinstance(code, str):
        event["code"] = code
    return event


def _error_of(exc_info: object) -> BaseException | None:
    """Return the exception that a line is about: given, as a triple, or the one at hand."""
    match exc_info:
        case BaseException():
            return exc_info
        case (_, BaseException() as error, _):
            return error
    return sys.exc_info()[1] if exc_info else None


def _chain(error: BaseException) -> list[str]:
    """Return the kinds of an exception and of those that it came from."""
    kinds: list[str] = []
    found: BaseException | None = error
    while found is not None and len(kinds) < FRAMES:
        kinds.append(type(found).__name__)
        found = found.__cause__ or found.__context__
    return kinds


def _is_not_the_senders_fault(record: logging.LogRecord) -> bool:
    """Leave out requests that are no HTTP: anybody can send them, and their bytes say nothing."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError)


def _rendering(form: LogFormat) -> list[structlog.types.Processor]:
    if form is LogFormat.JSON:
        return [structlog.processors.JSONRenderer()]
    return [structlog.dev.ConsoleRenderer(colors=False)]
