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

-- The track that people chose, unless it has fewer channels than the sound: of a sound with two it would play the left.
-- What takes a sound's place goes where that was.
local function chosen_track(fields, channels)
  if not fields.track or fields.track == "" then
    return nil
  end
  local route = Session:route_by_id(PBD.ID(fields.track))
  local track = not route:isnil() and route:to_track()
  if not track or track:isnil() then
    return nil
  end
  return (fields.instead or route:n_inputs():n_audio() >= channels) and track or nil
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
  if to and to > 0 and to < copy:length():samples() then
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

-- Samples before the first that reaches a tenth of the loudest, in any channel, and the loudest.
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
      return at - 1, loudest
    end
  end
  return 0, 1
end

local function numbers_in(text)
  local list = {}
  for word in (text or ""):gmatch("[^,]+") do
    list[#list + 1] = tonumber(word)
  end
  return list
end

-- A candidate as it is heard at another speed, brought into the session once; as it is where that cannot be.
local function version(one, step, fields)
  one.versions = one.versions or { [0] = one.region }
  if not one.versions[step] then
    local data = speeds.retuned(disk.read(one.offer.path) or "", speeds.of(step, tonumber(fields.human)))
    local path = ("%s/foley-bridge-%s-%d%s.wav"):format(Session:path(), fields.id, one.offer.index, step > 0 and "h" or "l")
    local region = data and disk.write(path, data) and import(path)
    os.remove(path)
    if region then
      sounds.note(Session:path(), region:source(0):name(), fields.id, one.offer.index, fields.prompt)
    end
    one.versions[step] = region or one.region
  end
  return one.versions[step]
end

-- Which candidate is heard at each place, from which region, where its onset is and how loud it is.
local function hits(done, fields)
  local places, strengths = numbers_in(fields.places), numbers_in(fields.strengths)
  local range, human = tonumber(fields.range) or 0, tonumber(fields.human) or 0
  local deviations, found, highest, heard = dealing.deviations(#places, fields.id), {}, 0, {}
  for at, card in ipairs(dealing.deal(#done, #places, fields.id)) do
    local region = version(done[card], human > 0 and speeds.step(deviations[at].higher) or 0, fields)
    if not heard[region] then
      local start, peak = onset(region)
      heard[region] = { start = start, peak = peak }
    end
    highest = math.max(highest, heard[region].peak)
    found[at] = { one = done[card], region = region, place = math.tointeger(places[at]), heard = heard[region] }
  end
  for at, hit in ipairs(found) do
    local share = hit.heard.peak / highest
    hit.gain = 10 ^ (dealing.played(strengths[at] or 1, share, range, human, deviations[at]) / 20)
  end
  return found
end

-- Hits on one playlist, each with its onset at its place.
local function deal(found, playlist, fields)
  local lead = math.floor(Session:nominal_sample_rate() * LEAD_S)
  playlist:to_stateful():clear_changes()
  for _, hit in ipairs(found) do
    local before = math.min(hit.heard.start, lead, hit.place)
    local one = { offer = hit.one.offer, region = hit.region }
    local copy = piece(one, { cutfrom = hit.heard.start - before, prompt = fields.prompt, gain = hit.gain })
    copy:set_opaque(false) -- what rings on is heard beside the next
    playlist:add_region(copy, Temporal.timepos_t(hit.place - before), 1, false, 0, 0, false)
  end
  playlist:set_name(("%s · %d"):format(short(fields.prompt), #found))
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

-- Put a part of a recording at the playhead, on the selected track or one of its own, in one undo step; `found` holds
-- path, start, seconds and name. Whether it is there.
function timeline.lay(found)
  local region = disk.is_there(found.path) and import(found.path)
  if not region then
    return false
  end
  local rate = Session:nominal_sample_rate()
  local first, last = math.floor(found.start * rate + 0.5), math.floor((found.start + found.seconds) * rate + 0.5)
  local fields = { prompt = found.name, cutfrom = first, cutto = last, track = selected_track() }
  local channels = region:to_audioregion():n_channels()
  local track = chosen_track(fields, channels)
  local original = track and track:playlist()
  track = track or new_track(fields, channels)
  Session:begin_reversible_command("Foley Bridge: " .. short(found.name))
  local fine = pcall(function()
    local playlist = prepare(track, original, 1)
    local copy = piece({ region = region, offer = { rank = 1, score = found.score } }, fields)
    copy:set_name(short(found.name))
    playlist:to_stateful():clear_changes()
    playlist:add_region(copy, Temporal.timepos_t(Session:transport_sample()), 1, false, 0, 0, false)
    playlist:set_name(short(found.name))
    Session:add_stateful_diff_command(playlist:to_statefuldestructible())
  end)
  if not Session:abort_empty_reversible_command() then
    Session:commit_reversible_command(nil)
  end
  return fine
end

local function track_called(name)
  for route in Session:get_tracks():iter() do
    local track = route:to_track()
    if not track:isnil() and track:data_type():to_string() == "audio" and route:name() == name then
      return track
    end
  end
end

local function stem_of(path)
  return path:match("([^/\\]+)%.%w+$") or path
end

-- The file of an item as it is heard at the item's speed, as a region; each is imported once.
local function brought(item, folder, known)
  local path = folder .. item.file
  local key = ("%s %.6f"):format(path, item.speed)
  if known[key] == nil and item.speed == 1 then
    known[key] = disk.is_there(path) and import(path) or false
  elseif known[key] == nil then
    local data = speeds.retuned(disk.read(path) or "", item.speed)
    local copy = ("%s/%s-%.4f.wav"):format(Session:path(), stem_of(path), item.speed)
    known[key] = data and disk.write(copy, data) and import(copy) or false
    os.remove(copy)
  end
  return known[key]
end

local function lies_there(playlist, item, sample)
  for region in playlist:region_list():iter() do
    local name = region:source(0):name()
    if region:position():samples() == sample and name:find(stem_of(item.file), 1, true) == 1 then
      return true
    end
  end
  return false
end

-- Items of one track that are not there yet, with their regions: importing is a step of undo of its own, so all of it
-- comes before.
local function wanted_on(one, track, folder, found)
  local wanted, rate = {}, Session:nominal_sample_rate()
  for _, item in ipairs(one.items) do
    local sample = math.floor(item.position * rate + 0.5)
    local there = lies_there(track:playlist(), item, sample)
    local region = not there and brought(item, folder, found.known)
    if region then
      wanted[#wanted + 1] = { item = item, region = region, sample = sample }
    elseif there then
      found.there = found.there + 1
    else
      found.missing[#found.missing + 1] = folder .. item.file
    end
  end
  return wanted
end

local function lay_all(wanted, playlist)
  local rate = Session:nominal_sample_rate()
  playlist:to_stateful():clear_changes()
  for _, one in ipairs(wanted) do
    local item, first = one.item, math.floor(one.item.offset / one.item.speed * rate + 0.5)
    local cut = { cutfrom = first, cutto = first + math.floor(item.length * rate + 0.5), gain = item.gain }
    cut.prompt = item.name
    local copy = piece({ region = one.region, offer = { rank = 1, score = -2 } }, cut)
    copy:set_name(short(item.name))
    copy:set_opaque(false)
    playlist:add_region(copy, Temporal.timepos_t(one.sample), 1, false, 0, 0, false)
  end
  Session:add_stateful_diff_command(playlist:to_statefuldestructible())
end

-- Put a project's items onto tracks of their names, made where they are missing, in one undo step. How many were laid,
-- how many were there already, and the paths of those that could not be imported.
function timeline.spread(tracks, folder)
  local found = { laid = 0, there = 0, missing = {}, known = {} }
  local own, wanted = {}, {}
  for at, one in ipairs(tracks) do
    local order, mode = ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal
    own[at] = track_called(one.name) or Session:new_audio_track(1, 2, nil, 1, one.name, order, mode, true):front()
    wanted[at] = wanted_on(one, own[at], folder, found)
  end
  Session:begin_reversible_command("Foley Bridge: cues and hits")
  local fine, fault = pcall(function()
    for at, list in ipairs(wanted) do
      if #list > 0 then -- else there would be an undo step that does nothing
        lay_all(list, own[at]:playlist())
        found.laid = found.laid + #list
      end
    end
  end)
  if not Session:abort_empty_reversible_command() then
    Session:commit_reversible_command(nil)
  end
  found.missing[#found.missing + 1] = not fine and tostring(fault) or nil
  return found.laid, found.there, found.missing
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
  local channels = done[1].region:to_audioregion():n_channels()
  local track = chosen_track(fields, channels)
  local original = track and track:playlist()
  track = track or new_track(fields, channels)
  local found = fields.places and hits(done, fields)
  Session:begin_reversible_command("Foley Bridge: " .. short(fields.prompt))
  local best
  local fine, fault = pcall(function() -- whatever happens, the undo step is closed
    if found then
      best = prepare(track, original, 1)
      deal(found, best, fields)
    end
    for at, one in ipairs(done) do
      if not found then
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
