@tool
# What a code of /foley/failed means for a person, and what helps.

const ADVICE = {
	"bad-request": "The daemon could not take the request.",
	"unknown-address": "This daemon is older than the add-on: bring both up to date.",
	"unauthorised": "The daemon did not take the token: start it again.",
	"busy": "Too many requests are waiting. Try again when some are done.",
	"too-long": "The prompt is too long: say it in fewer words.",
	"no-pack": "The pack is not there: choose another, or install it again.",
	"not-available": "This version, pack or machine cannot do that.",
	"bad-path": "The daemon could not write to its folder for sounds.",
	"disk-full": "No space is left on the disk. Make room and generate again.",
	"out-of-memory": "The model does not fit into memory. Close other programs, then try again.",
	"engine-crashed": "The model ended twice. Try again; the daemon's log says more.",
	"cancelled": "Cancelled.",
	"unknown-id": "The daemon knows no such request.",
	"training-failed": "The training cannot go on. Try a smaller rate or other recordings.",
	"nothing-passed": "No sound was good enough. Try other words or another length.",
	"internal": "A fault of the daemon's own; its log says more.",
}


static func sentence(code: String, text: String) -> String:
	var advice = ADVICE.get(code, "It failed (%s)." % code)
	return advice if text == "" or code == "cancelled" else advice + " (" + text + ")"
