"""What every answer tells the browser about safety; netlify.toml says the same (tested)."""

from __future__ import annotations

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Nobody needs to learn which page a family came from.
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": (
        "camera=(), microphone=(), payment=(), usb=(), browsing-topics=(), geolocation=(self)"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Built files carry a hash of what is in them, so they never change.
CACHE_FOR_EVER = "public, max-age=31536000, immutable"
CACHE_BRIEFLY = "public, max-age=300, must-revalidate"

# The CMS under /admin/ makes styles and functions as it runs, speaks to GitHub (on one's own
# machine to decap-server), shows previews in frames, and opens a window to log in.
EDITORS_CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob: https://*.githubusercontent.com",
        "font-src 'self' data:",
        "connect-src 'self' blob: data: https://api.github.com https://api.netlify.com"
        " http://localhost:8081",
        "frame-src 'self' blob:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
EDITORS_HEADERS = {
    "Content-Security-Policy": EDITORS_CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "unsafe-none",
    "X-Robots-Tag": "noindex",
}
