"""The web application: mounts bot, public pages and staff view; sets headers; answers errors."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, Response, current_app, render_template, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from admin import create_admin
from bot.webhook import create_webhook
from casework import quiet_logs
from keys import ServerKeys
from models.database import Database
from portal import create_portal
from settings import Settings, read_settings

ROOT = Path(__file__).parent
PAGE_LIMIT = 1024 * 1024
"""Bytes of a posted form; the webhook has its own limit."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ERRORS = {
    400: "คำขอไม่ถูกต้อง",
    403: "ไม่มีสิทธิเข้าหน้านี้",
    404: "ไม่พบหน้านี้",
    405: "ใช้หน้านี้ด้วยวิธีนี้ไม่ได้",
    413: "ข้อมูลที่ส่งมาใหญ่เกินไป",
    429: "มีผู้ใช้งานมาก โปรดรอสักครู่แล้วลองใหม่",
    500: "ระบบขัดข้อง โปรดลองใหม่อีกครั้ง",
}


def clock() -> datetime:
    """The time, for the edges; everything below is handed it."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """What the rooms of the web application share."""

    settings: Settings
    db: Database
    keys: ServerKeys
    clock: Callable[[], datetime] = clock


def open_services(settings: Settings) -> Services:
    """Database and keys of these settings; connects to nothing yet."""
    quiet_logs.install()
    return Services(settings, Database(settings.database_url), ServerKeys(settings.secrets))


def create_app(services: Services | None = None) -> Flask:
    """The WSGI application. Without ``services`` they are read from the environment (SettingsError)."""
    services = services or open_services(read_settings(os.environ))
    app = Flask("siangsai", root_path=str(ROOT), template_folder="portal/templates", static_folder=None)
    _configure(app, services)
    _mount(app, services)
    return app


def _configure(app: Flask, services: Services) -> None:
    settings = services.settings
    secure = settings.public_url.startswith("https://")
    app.config.update(
        SECRET_KEY=services.keys.derive("flask").hex(),
        MAX_CONTENT_LENGTH=PAGE_LIMIT,
        SESSION_COOKIE_NAME="__Host-form" if secure else "form",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=8 * 3600,
        WTF_CSRF_SSL_STRICT=secure,
    )
    app.extensions["siangsai"] = services
    app.after_request(_headers(secure))
    app.register_error_handler(HTTPException, _error_page)
    app.register_error_handler(Exception, _failure)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _mount(app: Flask, services: Services) -> None:
    settings, db, keys = services.settings, services.db, services.keys
    csrf = CSRFProtect(app)
    static = WhiteNoise(app.wsgi_app, root=str(ROOT / "portal" / "static"), prefix="static", max_age=3600)
    if "bot" in settings.parts:
        webhook = create_webhook(db, keys, settings, services.clock)
        csrf.exempt(webhook)
        app.register_blueprint(webhook)
    if "portal" in settings.parts:
        app.register_blueprint(create_portal(db, keys, settings, services.clock))
    if "admin" in settings.parts:
        app.register_blueprint(create_admin(db, keys, settings, services.clock))
        static.add_files(str(ROOT / "admin" / "static"), prefix="static/admin")
    app.wsgi_app = static  # type: ignore[method-assign]


def _headers(secure: bool) -> Callable[[Response], Response]:
    def add(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        if secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response

    return add


def _error_page(error: HTTPException) -> tuple[str, int] | HTTPException:
    code = error.code or 500
    if request.path == "/callback" or code < 400:
        return error
    if isinstance(error, CSRFError):
        return render_template("error.html", code=code, words="แบบฟอร์มหมดเวลา โปรดเปิดหน้านี้ใหม่แล้วส่งอีกครั้ง"), code
    return render_template("error.html", code=code, words=ERRORS.get(code, ERRORS[400])), code


def _failure(error: Exception) -> tuple[str, int]:
    """Anything unforeseen: its kind goes to the log, never its words, which may be a reporter's."""
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    place = f"{Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where else "?"
    current_app.logger.error("unhandled %s at %s", type(error).__name__, place)
    return render_template("error.html", code=500, words=ERRORS[500]), 500
