-- @noindex
-- The studio's own recordings: searched by words or by a sound, and one that was found laid onto the timeline.

local desk = require("reaper_desk")
local run = require("reaper_run")
local timeline = require("reaper_timeline")

local library = {}

local FOUND_MOST = 12 -- as many lines as a message box shows without scrolling

local function shown(found)
  local lines = {}
  for at, one in ipairs(found) do
    local name = one.caption ~= "" and one.caption or one.path:match("[^/\\]+$")
    local away = one.there == 0 and " (its drive is away)" or ""
    lines[at] = string.format("%d  %.2f  %s, %.1f s%s", at, one.score, name, one.seconds, away)
  end
  return table.concat(lines, "\n")
end

local function selected_track(project)
  if reaper.CountSelectedTracks(project) == 0 then
    return nil
  end
  local _, guid = reaper.GetSetMediaTrackInfo_String(reaper.GetSelectedTrack(project, 0), "GUID", "", false)
  return guid
end

-- The part that was found goes to the edit cursor; the recording itself stays where it is.
local function choose(project, found)
  local given = desk.form("Foley Bridge: which one?", { "Number (see the list)" }, { "1" })
  local one = given and found[math.tointeger(tonumber(given[1]))]
  if not one then
    if given then
      desk.tell("There is no recording of that number.")
    end
    return
  end
  local placed, reason = timeline.new(project):lay({
    path = one.path,
    start = one.start,
    seconds = one.seconds,
    name = one.path:match("[^/\\]+$"),
    position = reaper.GetCursorPositionEx(project),
    track = selected_track(project),
  })
  if not placed then
    desk.tell(reason)
  end
end

-- In the order of their ranks; one that came twice, because it was asked twice, counts once.
local function in_order(by_rank, count)
  local found = {}
  for rank = 1, count do
    found[#found + 1] = by_rank[rank]
  end
  return found
end

--- Search, and let the person choose one of what was found. `pairs_of` are names and values behind the words.
function library.search(project, words, types, pairs_of)
  local args = { run.new_id(), words, "limit", FOUND_MOST, table.unpack(pairs_of) }
  local by_rank = {}
  run.ask({ address = "/foley/search", types = "sssi" .. types, args = args }, function(answer)
    if answer.event == "found" then
      by_rank[answer.rank] = answer
      return false
    elseif answer.word == "failed" then
      desk.tell(answer.text)
    elseif answer.event == "searched" then
      local found = in_order(by_rank, answer.count)
      if #found == 0 then
        desk.tell(answer.heard == 0 and library.EMPTY or library.NOTHING)
      else
        desk.tell("Found, best first:\n\n" .. shown(found))
        choose(project, found)
      end
    else
      return false -- the engine wakes
    end
    return true
  end)
end

library.EMPTY = "The library is empty. Add a folder of recordings to it in a terminal: foley-bridge library add FOLDER"
library.NOTHING = "No recording was found."

return library
