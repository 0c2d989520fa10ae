-- @noindex
-- Where the daemon of this user is: its session file, as port, process and token, and its spool folder.

local session = {}

local MOST_BYTES = 4096

local function joined(folder, name)
  return folder and folder ~= "" and folder .. "/" .. name or nil
end

local function state_folder(env, system)
  if system:match("^Win") then
    return joined(env("LOCALAPPDATA"), "foley-bridge")
  elseif system:match("^OSX") or system:match("^macOS") then
    return joined(env("HOME"), "Library/Application Support/foley-bridge")
  end
  return joined(env("XDG_STATE_HOME"), "foley-bridge") or joined(env("HOME"), ".local/state/foley-bridge")
end

--- Session file and spool folder; nil where the system names no home.
-- `env` gives an environment variable, `system` is REAPER's name of it ("Win64", "OSX64", "macOS-arm64", "Other").
function session.places(env, system)
  local home = env("FOLEY_BRIDGE_HOME")
  if home and home ~= "" then
    return { file = home .. "/state/session.json", spool = home .. "/spool" }
  end
  local state = state_folder(env, system)
  return state and { file = state .. "/session.json", spool = state .. "/spool" }
end

--- Port, process and token out of the file's text; nil where it is no session.
function session.parse(text)
  local port = math.tointeger(tonumber(text:match('"port"%s*:%s*(%d+)') or ""))
  local pid = math.tointeger(tonumber(text:match('"pid"%s*:%s*(%d+)') or ""))
  local token = text:match('"token"%s*:%s*"(%x+)"')
  if not (port and pid and token and port > 0 and port < 65536 and #token == 64) then
    return nil
  end
  return { port = port, pid = pid, token = token, version = text:match('"version"%s*:%s*"([^"]*)"') or "" }
end

--- The session that a file tells of; nil where no daemon is there.
function session.read(file)
  local stream = io.open(file, "rb")
  if not stream then
    return nil
  end
  local text = stream:read(MOST_BYTES)
  stream:close()
  return text and session.parse(text) or nil
end

return session
