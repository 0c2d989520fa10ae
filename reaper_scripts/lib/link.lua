-- @noindex
-- The way to the daemon, whichever transport it takes: notices when a daemon comes, goes or is another one.

local session = require("session")

local link = {}
link.__index = link

local LOOK_S = 0.5 -- between two looks at the session file

--- A link over a transport to the daemon whose session is in `file`.
function link.new(transport, file)
  return setmetatable({ transport = transport, file = file }, link)
end

local function look(self, now_s)
  if self.looked_s and now_s - self.looked_s < LOOK_S then
    return
  end
  self.looked_s = now_s
  local found = session.read(self.file)
  local other = found and (not self.session or found.pid ~= self.session.pid or found.port ~= self.session.port)
  self.session = found
  if other then
    self.awaited = true -- told when the transport can send
  end
end

--- One turn: the messages that came, and whether a daemon is there that was not there before.
function link:poll(now_s)
  look(self, now_s)
  if self.session then
    self.transport:poll(self.session, now_s)
  end
  local messages = self.transport:receive()
  local arrived = self.awaited == true and self.session ~= nil and self.transport:ready()
  if arrived then
    self.awaited = false
  end
  return messages, arrived
end

--- Whether a session file says that a daemon runs.
function link:present()
  return self.session ~= nil
end

--- Send a message; false and the reason where it cannot go out now.
function link:send(message)
  if not self.session then
    return false, "no daemon runs"
  end
  return self.transport:send(message)
end

--- Take a message back, where it was not taken yet.
function link:withdraw(address, id)
  return self.transport:withdraw(address, id)
end

--- Which transport it is: spool or udp.
function link:kind()
  return self.transport.kind
end

--- Leave.
function link:close()
  self.transport:close()
end

return link
