"""The papers' tables on a studio's own recordings: systems trained, listened to, measured and compared."""
