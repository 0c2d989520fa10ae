-- Where this user's daemon keeps what hosts need, and whether it runs.

local daemon = {}

daemon.ABSENT = "Foley Bridge is not running. Start it with: foley-bridge serve"

local function places(env)
  local found = {}
  local function add(root, inner)
    if root and root ~= "" then
      found[#found + 1] = root .. inner
    end
  end
  local home = env("HOME")
  local state = env("XDG_STATE_HOME")
  add(state and state ~= "" and state or home and home .. "/.local/state", "/foley-bridge")
  add(home, "/Library/Application Support/foley-bridge")
  add(env("LOCALAPPDATA"), "/foley-bridge")
  return found
end

-- {session = its file, spool = its folder}; `env` is os.getenv, `is_there` says whether a file is.
function daemon.home(env, is_there)
  local own = env("FOLEY_BRIDGE_HOME")
  if own and own ~= "" then
    return { session = own .. "/state/session.json", spool = own .. "/spool" }
  end
  local all = places(env)
  for _, folder in ipairs(all) do
    if is_there(folder .. "/session.json") then
      return { session = folder .. "/session.json", spool = folder .. "/spool" }
    end
  end
  local first = all[1] or "/nowhere"
  return { session = first .. "/session.json", spool = first .. "/spool" }
end

-- Whether one runs, as far as files tell: its session file is there and, where the system shows processes, its process.
function daemon.runs(home, read)
  local text = read(home.session)
  local pid = text and text:match('"pid"%s*:%s*(%d+)')
  if not pid then
    return false
  end
  return read("/proc/self/stat") == nil or read("/proc/" .. pid .. "/stat") ~= nil
end

return daemon
