-- A host around the desk: desk_host.lua SESSION SPOOL INSTANCE. Its timeline is a list, and a file once it is saved.
-- It does one line after the other: turn, save, held, told, later SECONDS, open.

local session, folder, instance = arg[1], arg[2], arg[3]
local saved_file = session .. "/timeline.txt"

local host = { later_s = 0, claim = session .. "/claim" }
local timeline, told = {}, {}

for mark in (disk.read(saved_file) or ""):gmatch("[^\n]+") do
  timeline[#timeline + 1] = mark
end

function host.now()
  return os.time() + host.later_s
end

function host.marks(id)
  local found = {}
  for _, mark in ipairs(timeline) do
    local marked, index = mark:match("^(%S+)#(%d+)")
    if marked == id then
      found[tonumber(index)] = true
    end
  end
  return found
end

function host.ready()
  return not disk.is_there(session .. "/recording")
end

function host.place(fields, offers)
  assert(not disk.is_there(session .. "/broken"), "the timeline is broken")
  local indices = {}
  for at, offer in ipairs(offers) do
    timeline[#timeline + 1] = fields.id .. "#" .. offer.index .. (disk.is_there(offer.path) and "" or "!")
    disk.write(session .. "/placed", record.line("placed", fields))
    indices[at] = offer.index
  end
  return indices
end

function host.tell(text)
  told[#told + 1] = (text:gsub("\n+", " | "))
end

function host.rate()
  return 48000
end

local finding = { now = host.now, tell = host.tell }

-- As though the person took the second, or the only one, of the list.
function finding.pick(found)
  return found[2] or found[1]
end

function finding.lay(one)
  timeline[#timeline + 1] = ("%s#%.3f+%.3f"):format(one.path:gsub("%s", "_"), one.start, one.seconds)
  return true
end

local taking = { now = host.now, marks = host.marks, ready = host.ready, tell = host.tell }

function taking.name()
  return "Ardour: " .. session:match("[^/]+$")
end

function taking.served()
  return disk.is_there(folder .. "/../state/session.json")
end

function taking.drop(offer)
  return #host.place({ id = offer.request }, { offer }) == 1
end

local post = spool.open(folder, "ardour", instance)
local taker = receive.open("ardour-listen-" .. session:match("[^/]+$"), post, taking)
local ours = desk.open(session, post, host, taker, searching.open(post, finding))

local doing = {}

function doing.turn()
  ours:turn()
  return "turned"
end

function doing.save()
  disk.write(saved_file, table.concat(timeline, "\n") .. "\n")
  ours:saved()
  return "saved"
end

function doing.held()
  return table.concat(timeline, " ")
end

function doing.told()
  return table.concat(told, " / ")
end

function doing.later(seconds)
  host.later_s = host.later_s + tonumber(seconds)
  return "later"
end

function doing.open()
  return tostring(#ours.requests)
end

for line in io.lines() do
  local what, with = line:match("^(%l+) ?(.*)$")
  print(doing[what](with))
  io.stdout:flush()
end
