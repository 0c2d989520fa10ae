-- Candidates in Ardour: one playlist each, of one track, whose comment holds the request's id and the indices; or, where
-- they were asked for many places, dealt over these on one playlist.

local timeline = {}

local MARK = "Foley Bridge: %s #%s"
local NAME_MOST = 60
local LEAD_S = 0.002 -- a dealt sound begins this long before its onset

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

local function imported(fields, offers)
  local done, missing = {}, {}
  for _, offer in ipairs(offers) do
    local region = disk.is_there(offer.path) and import(offer.path)
    if region then
      sounds.note(Session:path(), region:source(0):name(), fields.id, offer.index, fields.prompt)
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

-- Ardour numbers the regions of a copied playlist, and takes the digits of a score for such a number.
local function keep_names(original, copy)
  for region in original:region_list():iter() do
    for copied in copy:region_list():iter() do
      local same_place = copied:position():samples() == region:position():samples()
      if same_place and copied:layer() == region:layer() and copied:source(0):name() == region:source(0):name() then
        copied:set_name(region:name())
      end
    end
  end
end

-- An empty playlist of a new track; of a track that people chose, a copy of the playlist that was there, which stays.
local function prepare(track, original, at)
  if original then
    track:use_playlist(track:data_type(), original, true)
    track:use_copy_playlist()
    keep_names(original, track:playlist())
  elseif at > 1 then
    track:use_new_playlist(track:data_type())
  end
  return track:playlist()
end

-- A region of a candidate: of all of it, or of the part that the request wants; a loop has no fades at its seam, nor has
-- what goes over into the same samples.
local function piece(one, fields)
  local copy = ARDOUR.RegionFactory.clone_region(one.region, true, false)
  local from, to = math.tointeger(tonumber(fields.cutfrom)), math.tointeger(tonumber(fields.cutto))
  local begins, sound = copy:position():samples(), copy:to_audioregion()
  if to and to < copy:length():samples() then
    copy:trim_end(Temporal.timepos_t(begins + to))
  end
  if from and from > 0 then
    copy:trim_front(Temporal.timepos_t(begins + from))
  end
  sound:set_fade_in_active(not (fields.loop == "1" or (fields.joins or ""):find("before") ~= nil))
  sound:set_fade_out_active(not (fields.loop == "1" or (fields.joins or ""):find("behind") ~= nil))
  if tonumber(fields.gain) then
    sound:set_scale_amplitude(tonumber(fields.gain))
  end
  copy:set_name(title(one.offer, short(fields.prompt)))
  return copy
end

-- Take what the sounds are wanted instead of out of a copied playlist: it lies where it lay when they were asked for.
local function clear(playlist, fields)
  for region in playlist:region_list():iter() do
    local there = ("%d"):format(region:position():samples()) == fields.sample
    if there and region:source(0):name() == fields.instead then
      playlist:remove_region(region)
      return
    end
  end
end

local function put(one, playlist, fields)
  playlist:to_stateful():clear_changes()
  if fields.instead then
    clear(playlist, fields)
  end
  playlist:add_region(piece(one, fields), Temporal.timepos_t(math.tointeger(tonumber(fields.sample))), 1, false, 0, 0, false)
  playlist:set_name(title(one.offer, short(fields.prompt)))
  Session:add_stateful_diff_command(playlist:to_statefuldestructible())
end

-- Samples before the first that reaches a tenth of the loudest, in any channel.
local function onset(region)
  local readable = region:to_audioregion():to_readable()
  local length, shared = region:length():samples(), ARDOUR.DSP.DspShm(region:length():samples())
  local loudest, data, peaks = 0, shared:to_float(0):array(), {}
  for channel = 0, readable:n_channels() - 1 do
    local count = readable:read(shared:to_float(0), 0, length, channel)
    for at = 1, count do
      local level = math.abs(data[at])
      peaks[at] = math.max(peaks[at] or 0, level)
      loudest = math.max(loudest, level)
    end
  end
  for at = 1, #peaks do
    if loudest > 0 and peaks[at] >= loudest / 10 then
      return at - 1
    end
  end
  return 0
end

-- Candidates over the places that the request names, each with its onset there; all on one playlist.
local function deal(done, playlist, fields)
  local lead = math.floor(Session:nominal_sample_rate() * LEAD_S)
  local starts, places = {}, {}
  for at, one in ipairs(done) do
    starts[at] = onset(one.region)
  end
  for place in fields.places:gmatch("%d+") do
    places[#places + 1] = math.tointeger(tonumber(place))
  end
  playlist:to_stateful():clear_changes()
  for at, card in ipairs(dealing.deal(#done, #places, fields.id)) do
    local before = math.min(starts[card], lead, places[at])
    local copy = piece(done[card], { cutfrom = starts[card] - before, prompt = fields.prompt })
    copy:set_opaque(false) -- what rings on is heard beside the next
    playlist:add_region(copy, Temporal.timepos_t(places[at] - before), 1, false, 0, 0, false)
  end
  playlist:set_name(("%s · %d"):format(short(fields.prompt), #places))
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
  local done, wrong = imported(fields, offers)
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
    if fields.places then
      best = prepare(track, original, 1)
      deal(done, best, fields)
    end
    for at, one in ipairs(done) do
      if not fields.places then
        local playlist = prepare(track, original, at)
        put(one, playlist, fields)
        best = best or playlist
      end
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
