-- OSC through the daemon's spool folder, without listing or making folders: the daemon's index names the answers.

local spool = {}
spool.__index = spool

local FOREIGN_KEPT_S = 3600 -- answers for another session of this host, which asks again when it is opened

-- `name` is the client's, `instance` a text that no other running host has.
function spool.open(folder, name, instance)
  local self = { inbox = folder .. "/in/" .. name, outbox = folder .. "/out/" .. name }
  self.instance, self.sent, self.last = instance, 0, ""
  return setmetatable(self, spool)
end

-- Send a message; the packet's file, which is there until the daemon takes it, or nil where there is no spool.
function spool:send(address, types, values)
  self.sent = self.sent + 1
  local stem = ("%s/%012d-%s-%06d"):format(self.inbox, os.time(), self.instance, self.sent)
  local file = stem .. ".osc"
  return disk.write(file, osc.encode(address, types, values), stem .. ".tmp") and file or nil
end

local function age_s(name)
  return os.time() - tonumber(name:sub(1, 16)) // 1000000
end

-- Call `take(word, values)` for each answer that was not seen yet, in order; where it says true, the answer was ours
-- and its file goes. Other sessions' answers stay for them, for an hour.
function spool:receive(take)
  local index = disk.read(self.outbox .. "/index")
  for name in (index or ""):gmatch("(%d+%-%l*%.osc)\n") do
    if name > self.last then
      self.last = name
      local path = self.outbox .. "/" .. name
      local data = disk.read(path)
      local one = data and (osc.decode(data) or {})[1] -- the daemon sends no bundles
      local word = one and one.address:match("^/foley/(%l+)$")
      if data and ((word and take(word, one.values)) or age_s(name) > FOREIGN_KEPT_S) then
        os.remove(path)
      end
    end
  end
end

return spool
