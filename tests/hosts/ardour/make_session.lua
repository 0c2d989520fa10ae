-- ardour7-lua make_session.lua: an empty session with SESSION_NAME in SESSION_FOLDER.

AudioEngine:set_backend("None (Dummy)", "foley", "")
local session = create_session(os.getenv("SESSION_FOLDER"), os.getenv("SESSION_NAME"), 48000)
assert(session, "no session was made")
session:save_state("")
close_session()
quit()
