"""The web application: mounts bot, public pages and staff view; sets headers; answers errors."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask, Response, current_app, render_template, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from admin.pages import create_admin
from bot.webhook import create_webhook
from casework.turns import Busy
from handlers.wording.page import FILES_REFUSED
from portal import create_portal, uploads
from services import Services, open_services
from settings import Settings, read_settings

ROOT = Path(__file__).parent
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


def create_app(services: Services | None = None) -> Flask:
    """The WSGI application. Without ``services`` they are read from the environment (SettingsError)."""
    services = services or open_services(read_settings(os.environ))
    app = Flask("siangsai", root_path=str(ROOT), template_folder="portal/templates", static_folder=None)
    app.request_class = uploads.FormRequest
    _configure(app, services)
    _mount(app, services)
    return app


def _configure(app: Flask, services: Services) -> None:
    settings = services.settings
    secure = settings.public_url.startswith("https://")
    app.config.update(
        SECRET_KEY=services.keys.derive("flask").hex(),
        MAX_CONTENT_LENGTH=uploads.SMALL_FORM,
        MAX_FORM_MEMORY_SIZE=uploads.SMALL_FORM,
        SESSION_COOKIE_NAME="__Host-form" if secure else "form",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=8 * 3600,
        WTF_CSRF_SSL_STRICT=False,  # it wants a Referer, which our own Referrer-Policy forbids
    )
    app.extensions["siangsai"] = services
    app.before_request(uploads.make_room)  # before the token is looked for: that reads the form
    app.teardown_request(uploads.give_back)
    app.after_request(_headers(settings))
    app.register_error_handler(HTTPException, _error_page)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(Exception, _failure)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _mount(app: Flask, services: Services) -> None:
    settings, db, keys = services.settings, services.db, services.keys
    csrf = CSRFProtect(app)
    static = _static(app, settings)
    if "bot" in settings.parts:
        webhook = create_webhook(db, keys, settings, services.clock)
        csrf.exempt(webhook)
        app.register_blueprint(webhook)
    if "portal" in settings.parts:
        app.register_blueprint(create_portal(db, keys, settings, services.clock, uploads.receive))
    if "admin" in settings.parts:
        app.register_blueprint(create_admin(db, keys, settings, services.clock))
        static.add_files(str(ROOT / "admin" / "static"), prefix="static/admin")
    app.wsgi_app = static  # type: ignore[method-assign]


def _static(app: Flask, settings: Settings) -> WhiteNoise:
    """Fonts, styles and scripts, with the headers of every other answer and for this site alone."""

    def add(headers: Headers, _path: str, _url: str) -> None:
        for name, value in headers_for(settings).items():
            headers[name] = value

    root = str(ROOT / "portal" / "static")
    kept = {"max_age": 3600, "allow_all_origins": False, "add_headers_function": add}
    return WhiteNoise(app.wsgi_app, root=root, prefix="static", **kept)


def headers_for(settings: Settings) -> dict[str, str]:
    """What every answer says to the browser."""
    secure = settings.public_url.startswith("https://")
    return HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if secure else {})


def _headers(settings: Settings) -> Callable[[Response], Response]:
    def add(response: Response) -> Response:
        for name, value in headers_for(settings).items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return add


def _error_page(error: HTTPException) -> tuple[str, int] | HTTPException:
    code = error.code or 500
    if request.path == "/callback" or code < 400:
        return error
    if isinstance(error, CSRFError):
        return render_template("error.html", code=code, words="แบบฟอร์มหมดเวลา โปรดเปิดหน้านี้ใหม่แล้วส่งอีกครั้ง"), code
    if code == 413 and request.endpoint in uploads.UPLOADS:
        return render_template("error.html", code=code, words=ERRORS[413], hint=FILES_REFUSED["form"]), code
    return render_template("error.html", code=code, words=ERRORS.get(code, ERRORS[400])), code


def _busy(_error: Busy) -> tuple[str, int]:
    return render_template("error.html", code=429, words=ERRORS[429]), 429


def _failure(error: Exception) -> tuple[str, int]:
    """Anything unforeseen: its kind goes to the log, never its words, which may be a reporter's."""
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    place = f"{Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where else "?"
    current_app.logger.error("unhandled %s at %s", type(error).__name__, place)
    return render_template("error.html", code=500, words=ERRORS[500]), 500
