-- What is selected in Ardour's editor, and what a region plays, written for the daemon.

local chosen = {}

local BLOCK = 8192 -- samples read at once

-- First and last sample of what is selected, ranges and regions alike; nil where nothing is.
function chosen.extents()
  local found, ends = Editor:get_selection_extents(Temporal.timepos_t(0), Temporal.timepos_t(0)) -- two: both are written to
  if found and ends[2]:samples() > ends[1]:samples() then
    return ends[1]:samples(), ends[2]:samples()
  end
end

-- First and last sample of the selected range of time; nil where there is none.
function chosen.range()
  local time = Editor:get_selection().time
  if time:size() > 0 and time:end_sample() > time:start_sample() then
    return time:start_sample(), time:end_sample()
  end
end

local function is_audio(track)
  return not track:isnil() and track:data_type():to_string() == "audio"
end

-- The first audio track that is selected.
function chosen.track()
  for route in Editor:get_selection().tracks:routelist():iter() do
    local track = route:to_track()
    if is_audio(track) then
      return track
    end
  end
end

function chosen.id_of(track)
  return track:to_stateful():id():to_s()
end

local function track_of(region)
  for route in Session:get_tracks():iter() do
    local track = route:to_track()
    if is_audio(track) and not track:playlist():region_by_id(region:to_stateful():id()):isnil() then
      return track
    end
  end
end

-- The audio regions that are selected, each with its track, as they lie in time.
function chosen.regions()
  local found = {}
  for region in Editor:get_selection().regions:regionlist():iter() do
    local track = not region:to_audioregion():isnil() and track_of(region)
    if track then
      found[#found + 1] = { region = region, track = track, at = region:position():samples() }
    end
  end
  table.sort(found, function(one, other)
    return one.at < other.at
  end)
  return found
end

-- The audio region that is selected, if it is one alone, and its track.
function chosen.region()
  local found = chosen.regions()
  if #found == 1 then
    return found[1].region, found[1].track
  end
end

-- The topmost audio region of a track at a sample.
function chosen.region_at(track, sample)
  local region = track:playlist():top_region_at(Temporal.timepos_t(sample))
  if not region:isnil() and not region:to_audioregion():isnil() then
    return region
  end
end

local function interleaved(buffers, count)
  local list = {}
  for at = 1, count do
    for channel = 1, #buffers do
      list[#list + 1] = buffers[channel][at]
    end
  end
  return list
end

local function read(readable, shared, channel, first, count, gain)
  assert(readable:read(shared:to_float(0), first, count, channel) == count, "the region's sound could not be read")
  local data, list = shared:to_float(0):array(), {}
  for at = 1, count do
    list[at] = data[at] * gain
  end
  return list
end

-- Write the samples from `first` up to before `last` of what a region plays; whether they are there, and why not.
function chosen.write(path, region, first, last, gain)
  local file = io.open(path, "wb")
  if not file then
    return false, "The session's folder cannot be written to: " .. Session:path()
  end
  local readable = region:to_audioregion():to_readable()
  local channels, shared = readable:n_channels(), ARDOUR.DSP.DspShm(BLOCK)
  local rate = math.floor(Session:nominal_sample_rate())
  local fine, fault = pcall(function()
    assert(file:write(wave.header(channels, rate, (last - first) * channels)))
    for from = first, last - 1, BLOCK do
      local count, buffers = math.min(BLOCK, last - from), {}
      for channel = 1, channels do
        buffers[channel] = read(readable, shared, channel - 1, from, count, gain)
      end
      assert(file:write(wave.values(interleaved(buffers, count))))
    end
  end)
  local closed = file:close() -- what a full disk refuses is told here
  if fine and closed then
    return true
  end
  os.remove(path)
  return false, "What the region plays could not be written into the session's folder: " .. tostring(fault)
end

-- Named places of the session, in order: markers, and ranges with their length in samples.
function chosen.marks()
  local found = {}
  for place in Session:locations():list():iter() do
    local is_range = place:is_range_marker()
    if (place:is_mark() or is_range) and not (place:is_auto_loop() or place:is_session_range() or place:is_hidden()) then
      local sample = place:start():samples()
      found[#found + 1] = {
        name = place:name():match("^%s*(.-)%s*$"),
        sample = sample,
        length = is_range and place:_end():samples() - sample or nil,
      }
    end
  end
  table.sort(found, function(one, other)
    return one.sample < other.sample
  end)
  return found
end

return chosen
