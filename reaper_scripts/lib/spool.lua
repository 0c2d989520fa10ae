-- @noindex
-- The transport of files: nothing to install. One packet a file, each whole before it has its name.
--
-- `files` knows the disk: list(folder), make_folder(folder), exists(file); the rest is Lua's own.

local osc = require("osc")

local spool = {}
spool.__index = spool

local MOST_AT_ONCE = 64 -- answers, so that no turn takes long
local MOST_BYTES = 8192

--- A transport of this client in the daemon's spool folder.
function spool.new(files, folder, client)
  local self = {
    files = files,
    inbox = folder .. "/in/" .. client,
    outbox = folder .. "/out/" .. client,
    number = 0,
    waiting = {}, -- what was sent under a key, until the daemon took it
  }
  return setmetatable(self, spool)
end

spool.kind = "spool"

--- There is nothing to get ready: the folder's permissions stand for the token.
function spool.poll() end

--- Whether it can send now.
function spool.ready()
  return true
end

-- What still lies there would be the same again.
local function still_there(self, key)
  return self.waiting[key] ~= nil and self.files.exists(self.waiting[key])
end

--- Write a message; false and the reason where the disk refuses.
function spool:send(message)
  local key = message.address .. " " .. tostring(message.args[1])
  if still_there(self, key) then
    return true
  end
  self.files.make_folder(self.inbox)
  self.number = self.number + 1
  local name = string.format("%s/%08d", self.inbox, self.number)
  local stream, reason = io.open(name .. ".tmp", "wb")
  if not stream then
    return false, reason
  end
  local written, why = stream:write(osc.encode(message))
  local closed, late = stream:close() -- a full disk may show only here
  if not (written and closed) then
    os.remove(name .. ".tmp")
    return false, why or late
  end
  local renamed, refused = os.rename(name .. ".tmp", name .. ".osc")
  if not renamed then
    return false, refused
  end
  self.waiting[key] = name .. ".osc"
  return true
end

local function taken(file)
  local stream = io.open(file, "rb")
  if not stream then
    return nil
  end
  local data = stream:read(MOST_BYTES + 1)
  stream:close()
  -- What cannot be removed would be read again and again: it counts only once it is gone.
  return os.remove(file) and data or nil
end

--- The answers that came, oldest first.
function spool:receive()
  local names, messages = {}, {}
  for _, name in ipairs(self.files.list(self.outbox)) do
    if name:match("%.osc$") then
      names[#names + 1] = name
    end
  end
  table.sort(names)
  for index = 1, math.min(#names, MOST_AT_ONCE) do
    local data = taken(self.outbox .. "/" .. names[index])
    for _, message in ipairs(data and osc.decode(data) or {}) do
      messages[#messages + 1] = message
    end
  end
  return messages
end

--- Take back what the daemon has not taken yet.
function spool:withdraw(address, id)
  local file = self.waiting[address .. " " .. id]
  return file ~= nil and os.remove(file) ~= nil
end

--- Leave: unread answers go, and the folders where they are empty. What waits for the daemon stays. The inbox goes
-- first, since the daemon answers no client that has none.
function spool:close()
  os.remove(self.inbox)
  for _, name in ipairs(self.files.list(self.outbox)) do
    os.remove(self.outbox .. "/" .. name)
  end
  os.remove(self.outbox)
end

return spool
