-- @noindex
-- The transport of datagrams, where LuaSocket is there. The token is shown only to who proved to know it.

local osc = require("osc")
local sha256 = require("sha256")

local udp = {}
udp.__index = udp

local LOOPBACK = "127.0.0.1"
local PROTOCOL = 1
local HELLO_S = 0.5 -- until it is said again
local MOST_AT_ONCE = 64
local NONCE_BYTES = 128 -- as digits longer than any welcome, which a stranger's hello must be

--- A transport over `core` (socket.core); `random` gives so many bytes as hexadecimal digits.
-- nil and the reason where the system gives no socket.
function udp.new(core, random, client)
  local socket, reason = core.udp()
  if not socket then
    return nil, reason
  end
  socket:settimeout(0)
  local bound, refused = socket:setsockname(LOOPBACK, 0)
  if not bound then
    socket:close()
    return nil, refused
  end
  return setmetatable({ socket = socket, random = random, client = client, proved = false }, udp)
end

udp.kind = "udp"

--- Say hello to the daemon of this session until it proved itself.
function udp:poll(session, now_s)
  if self.session == nil or self.session.port ~= session.port or self.session.pid ~= session.pid then
    self.session, self.proved, self.hello_s = session, false, nil
    self.nonce = self.random(NONCE_BYTES)
  end
  if not self.proved and (self.hello_s == nil or now_s - self.hello_s >= HELLO_S) then
    self.hello_s = now_s
    local args = { self.client .. ".hello", PROTOCOL, self.client, self.nonce }
    self.socket:sendto(osc.encode({ address = "/foley/hello", types = "siss", args = args }), LOOPBACK, session.port)
  end
end

--- Whether it can send now.
function udp:ready()
  return self.proved
end

--- Send a message with the token; false where the daemon has not proved itself yet, or the system refuses.
function udp:send(message)
  if not self.proved then
    return false, "the daemon has not answered yet"
  end
  local args = { table.unpack(message.args) }
  args[#args + 1] = "token"
  args[#args + 1] = self.session.token
  local data = osc.encode({ address = message.address, types = message.types .. "ss", args = args })
  local sent, reason = self.socket:sendto(data, LOOPBACK, self.session.port)
  return sent ~= nil, reason
end

local function welcomed(self, message)
  local text = string.format("foley-bridge osc protocol 1 welcome port %d nonce %s", self.session.port, self.nonce)
  if message.args[4] == sha256.hex(sha256.hmac(self.session.token, text)) then
    self.proved = true
  end
end

--- The answers that came, oldest first; only from the daemon's own port.
function udp:receive()
  local messages = {}
  for _ = 1, MOST_AT_ONCE do
    local data, host, port = self.socket:receivefrom()
    if not data then
      break
    end
    local own = self.session and host == LOOPBACK and port == self.session.port
    for _, message in ipairs(own and osc.decode(data) or {}) do
      if message.address == "/foley/welcome" then
        welcomed(self, message)
      elseif self.proved then
        messages[#messages + 1] = message
      end
    end
  end
  return messages
end

--- A datagram cannot be taken back.
function udp.withdraw()
  return false
end

--- Give the socket back.
function udp:close()
  self.socket:close()
end

return udp
