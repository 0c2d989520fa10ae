-- @noindex
-- Puts the parts together: a link to the daemon, and turns by `defer` until nothing is left to do. Nothing ever waits.

local desk = require("reaper_desk")
local link = require("link")
local pending_of = require("pending")
local pump = require("pump")
local receiver = require("receiver")
local receiving = require("reaper_receiving")
local request = require("request")
local session = require("session")
local spool = require("spool")
local timeline = require("reaper_timeline")
local udp = require("udp")
local window = require("reaper_window")

local run = {}

local started = false -- by this run of the script: then it is not offered again

-- What becomes of the action where it is started again while it runs.
local ENDS, ENDS_AND_TAKES_OVER = 1, 3

--- A new name that no other request or client has.
function run.new_id()
  return "reaper-" .. desk.random(16)
end

-- UDP where LuaSocket is there, else the folder, which needs nothing.
local function transport_of(places)
  local client = "reaper-" .. desk.random(4)
  local core = desk.socket_core()
  local made = core and udp.new(core, desk.random, client)
  return made or spool.new(desk.files, places.spool, client)
end

--- A link to the daemon; nil, and the person is told, where there is no home to look in.
function run.link()
  local places = session.places(os.getenv, reaper.GetOS())
  if not places then
    desk.tell("The system names no home folder: set FOLEY_BRIDGE_HOME to the folder that foley-bridge serve uses.")
    return nil
  end
  return link.new(transport_of(places), places.file)
end

--- Whether a session file says that a daemon runs.
function run.daemon_is_there()
  local places = session.places(os.getenv, reaper.GetOS())
  return places ~= nil and session.read(places.file) ~= nil
end

--- Say that no daemon runs, and start one where the person wants it; whether it was started.
function run.offer_start()
  if started then
    return true
  end
  if not desk.ask(request.NOT_RUNNING .. "\n\nStart it now?") then
    return false
  end
  if not desk.start_daemon() then
    desk.tell(request.NOT_STARTED)
    return false
  end
  started = true
  return true
end

local function started_again(what)
  if reaper.APIExists("set_action_options") then
    reaper.set_action_options(what)
  end
end

-- Calls `turn` again and again until it gives false; then, or when the script is closed, `finish`, once.
local function loop(turn, finish, again)
  local finished = false
  local function finish_once(closed)
    if not finished then
      finished = true
      finish(closed)
    end
  end
  local function step()
    local fine, more = pcall(turn)
    if not fine then
      finish_once(false)
      error(more, 0)
    elseif more then
      reaper.defer(step)
    else
      finish_once(false)
    end
  end
  reaper.atexit(function()
    finish_once(true)
  end)
  started_again(again or ENDS_AND_TAKES_OVER)
  step()
end

--- Ask a question of its own; `on_answer(answer)` gives true when it has heard enough.
function run.ask(message, on_answer)
  local call = require("call")
  local own = run.link()
  if not own then
    return
  end
  local one = call.new(own, message, on_answer, function(waited_s)
    if waited_s >= call.START_S then
      desk.tell(request.NOT_STARTED)
      return false
    end
    return run.offer_start()
  end)
  loop(function()
    return one:turn(desk.now_s())
  end, function()
    own:close()
  end)
end

local function by_id(requests)
  local list = {}
  for _, one in pairs(requests) do
    list[#list + 1] = one
  end
  table.sort(list, function(a, b)
    return a.order.id < b.order.id
  end)
  return list
end

-- What must be read is gathered, so that ten failures are one message, after the last request.
local function gathered()
  local texts, seen = {}, {}
  return function(text)
    if not seen[text] then
      seen[text] = true
      texts[#texts + 1] = text
    end
  end, function()
    local all = table.concat(texts, "\n\n")
    texts = {}
    if all ~= "" then
      desk.tell(all)
    end
  end
end

--- Run all pending requests of a project, unless another script does already.
function run.requests(project)
  if desk.is_run(project) then
    return
  end
  local own = run.link()
  if not own then
    return
  end
  local lane, shown = timeline.new(project), window.new()
  local tell, tell_all = gathered()
  local counter = {
    now_s = desk.now_s,
    say = desk.say,
    tell = tell,
    offer_start = run.offer_start,
    place = function(order, candidates, final)
      return lane:place(order, candidates, final)
    end,
    lay = function(order, list)
      return lane:lay_sheet(order, list)
    end,
  }
  local engine = pump.new(counter, own, pending_of.new(desk.store(project)))
  loop(function()
    if not desk.is_open(project) then
      return false
    end
    desk.beat(project)
    local more = engine:turn()
    shown:show(by_id(engine.requests))
    return more
  end, function(closed)
    own:close()
    desk.rest(project)
    shown:close()
    if desk.is_open(project) then
      lane:settle()
    end
    if not closed then
      tell_all()
    end
  end)
end

--- Take what is sent to a project, until the action is started again or the project is closed.
function run.receive(project, id)
  local own = run.link()
  if not own then
    return
  end
  local one = receiver.new(own, id, receiving.host(project))
  desk.show_toggle(true)
  loop(function()
    if not desk.is_open(project) then
      return false
    end
    one:turn(desk.now_s())
    return true
  end, function()
    desk.show_toggle(false)
    one:leave()
    own:close()
  end, ENDS)
end

return run
