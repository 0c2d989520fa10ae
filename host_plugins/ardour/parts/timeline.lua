-- Candidates in Ardour: one playlist each, of one track, whose comment holds the request's id and the indices.

local timeline = {}

local MARK = "Foley Bridge: %s #%s"
local NAME_MOST = 60

-- What is heard, as people see it: rank, score, prompt.
local function title(offer, prompt)
  local score = offer.score >= -1 and ("%.2f"):format(offer.score) or "–"
  return ("%d · %s · %s"):format(offer.rank, score, prompt)
end

local function short(text)
  return #text > NAME_MOST and text:sub(1, utf8.offset(text, 0, NAME_MOST) - 1) .. "…" or text
end

-- The set of a request's indices that the session holds.
function timeline.marks(id)
  local found = {}
  for route in Session:get_tracks():iter() do
    for marked, indices in route:comment():gmatch("Foley Bridge: (%S+) #([%d,]+)") do
      if marked == id then
        for index in indices:gmatch("%d+") do
          found[math.tointeger(tonumber(index))] = true
        end
      end
    end
  end
  return found
end

local function mark(track, id, indices)
  local comment = track:comment()
  local line = MARK:format(id, table.concat(indices, ","))
  track:set_comment(comment == "" and line or comment .. "\n" .. line, nil)
end

local function id_of(object)
  return object:to_stateful():id():to_s()
end

-- Bring a file into the session; its region, or nil where Ardour cannot.
local function import(path)
  local known = {}
  for _, region in ARDOUR.RegionFactory.regions():iter() do
    known[id_of(region)] = true
  end
  local files = C.StringVector()
  files:push_back(path)
  Editor:do_import(
    files,
    Editing.ImportDistinctFiles,
    Editing.ImportAsRegion,
    ARDOUR.SrcQuality.SrcBest,
    ARDOUR.MidiTrackNameSource.SMFTrackName,
    ARDOUR.MidiTempoMapDisposition.SMFTempoIgnore,
    Temporal.timepos_t(0),
    ARDOUR.PluginInfo(),
    ARDOUR.Track(),
    false
  )
  for _, region in ARDOUR.RegionFactory.regions():iter() do
    if not known[id_of(region)] and region:whole_file() then
      return region
    end
  end
end

local function imported(offers)
  local done, missing = {}, {}
  for _, offer in ipairs(offers) do
    local region = disk.is_there(offer.path) and import(offer.path)
    if region then
      done[#done + 1] = { offer = offer, region = region }
    else
      missing[#missing + 1] = offer.path
    end
  end
  return done, missing
end

local function chosen_track(fields)
  if not fields.track or fields.track == "" then
    return nil
  end
  local route = Session:route_by_id(PBD.ID(fields.track))
  local track = not route:isnil() and route:to_track()
  return track and not track:isnil() and track or nil
end

local function new_track(fields, channels)
  local name = "Foley " .. short(fields.prompt)
  local order, mode = ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal
  return Session:new_audio_track(channels, 2, nil, 1, name, order, mode, true):front()
end

-- An empty playlist of a new track; of a track that people chose, a copy of the playlist that was there, which stays.
local function prepare(track, original, at)
  if original then
    track:use_playlist(track:data_type(), original, true)
    track:use_copy_playlist()
  elseif at > 1 then
    track:use_new_playlist(track:data_type())
  end
  return track:playlist()
end

local function put(one, playlist, fields)
  local name = title(one.offer, short(fields.prompt))
  local copy = ARDOUR.RegionFactory.clone_region(one.region, true, false)
  copy:set_name(name)
  playlist:to_stateful():clear_changes()
  local position = Temporal.timepos_t(math.tointeger(tonumber(fields.sample)))
  playlist:add_region(copy, position, 1, false, 0, 0, false)
  playlist:set_name(name)
  Session:add_stateful_diff_command(playlist:to_statefuldestructible())
end

-- The id of the audio track that is selected; "" where none is.
local function selected_track()
  for route in Editor:get_selection().tracks:routelist():iter() do
    local track = route:to_track()
    if not track:isnil() and track:data_type():to_string() == "audio" then
      return track:to_stateful():id():to_s()
    end
  end
  return ""
end

-- Put one candidate that was sent at the playhead, on the selected track or one of its own; whether it is there.
function timeline.drop(offer)
  local sample = ("%d"):format(Session:transport_sample())
  local fields = { id = offer.request, prompt = offer.prompt, sample = sample, track = selected_track() }
  return #timeline.place(fields, { offer }) == 1
end

-- Whether tracks and playlists may be changed now.
function timeline.ready()
  return not Session:actively_recording()
end

-- Put candidates, best first, onto playlists of one track, the best to be heard. The indices of those that are there
-- now, and what went wrong with the others.
function timeline.place(fields, offers)
  local done, wrong = imported(offers)
  local indices = {}
  if #done == 0 then
    return indices, wrong
  end
  local track = chosen_track(fields)
  local original = track and track:playlist()
  track = track or new_track(fields, done[1].region:to_audioregion():n_channels())
  Session:begin_reversible_command("Foley Bridge: " .. short(fields.prompt))
  local best
  local fine, fault = pcall(function() -- whatever happens, the undo step is closed
    for at, one in ipairs(done) do
      local playlist = prepare(track, original, at)
      put(one, playlist, fields)
      best = best or playlist
      indices[at] = one.offer.index
    end
  end)
  track:use_playlist(track:data_type(), best or original or track:playlist(), true)
  if not Session:abort_empty_reversible_command() then
    Session:commit_reversible_command(nil)
  end
  if #indices > 0 then
    mark(track, fields.id, indices)
  end
  wrong[#wrong + 1] = not fine and tostring(fault) or nil
  return indices, wrong
end

return timeline
