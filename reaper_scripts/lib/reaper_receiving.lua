-- @noindex
-- What is sent to a project goes to its edit cursor, on the selected track, one undo step each.

local desk = require("reaper_desk")
local timeline = require("reaper_timeline")

local receiving = {}

local function selected_track(project)
  if reaper.CountSelectedTracks(project) == 0 then
    return nil
  end
  local _, guid = reaper.GetSetMediaTrackInfo_String(reaper.GetSelectedTrack(project, 0), "GUID", "", false)
  return guid
end

local function order_of(project, offer)
  return {
    id = offer.request,
    prompt = offer.prompt,
    seconds = offer.seconds,
    count = 1,
    position = reaper.GetCursorPositionEx(project),
    track = selected_track(project),
  }
end

--- The host of a project, as receiver.lua wants it.
function receiving.host(project)
  local lane = timeline.new(project)
  return {
    say = desk.say,
    name = function()
      return "REAPER: " .. (desk.project_name(desk.file_of(project)) or "untitled")
    end,
    place = function(offer)
      if lane:has(offer.request, offer.index) then
        return true
      end
      return lane:bring(order_of(project, offer), offer)
    end,
  }
end

return receiving
