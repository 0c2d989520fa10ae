-- What a project that foley-bridge writes for cues and hits puts where: of each item its first take, the best one.

local project = {}

local function plain(text)
  local mark = text:sub(1, 1)
  if mark == '"' or mark == "'" or mark == "`" then
    return text:match("^.(.-)" .. mark)
  end
  return text:match("^%S*")
end

local ITEM_WORDS = { POSITION = "position", LENGTH = "length", VOLPAN = "gain", SOFFS = "offset", PLAYRATE = "speed" }

local function read_line(word, rest, blocks, track, item)
  local inside = blocks[#blocks]
  if word == "NAME" and inside == "TRACK" then
    track.name = plain(rest)
  elseif item and word == "FILE" then
    item.file = plain(rest)
  elseif item and word == "STARTPOS" and inside == "SOURCE" then
    item.offset = item.offset + (tonumber(rest:match("%S+")) or 0)
  elseif item and inside == "ITEM" and word == "NAME" then
    item.name = plain(rest)
  elseif item and inside == "ITEM" and ITEM_WORDS[word] then
    item[ITEM_WORDS[word]] = tonumber(rest:match("%S+")) or item[ITEM_WORDS[word]]
  end
end

-- A list of {name, items}, an item with position, length, offset and speed, gain, name and file; nil where the text is
-- no project.
function project.read(text)
  if not text:match("^<REAPER_PROJECT") then
    return nil
  end
  local tracks, blocks, track, item, further = {}, {}, nil, nil, false
  for line in text:gmatch("[^\n]+") do
    local word, rest = line:match("^%s*(%S+)%s*(.-)%s*$")
    if word and word:sub(1, 1) == "<" then
      blocks[#blocks + 1] = word:sub(2)
      if word == "<TRACK" then
        track = { name = "Foley", items = {} }
        tracks[#tracks + 1] = track
      elseif word == "<ITEM" and track then
        item, further = { position = 0, length = 0, offset = 0, speed = 1, gain = 1, name = "" }, false
      end
    elseif word == ">" then
      if table.remove(blocks) == "ITEM" and item and item.file then
        track.items[#track.items + 1] = item
      end
      item = blocks[#blocks] ~= "TRACK" and item or nil
    elseif word == "TAKE" and blocks[#blocks] == "ITEM" then
      further = true
    elseif word then
      read_line(word, rest, blocks, track, not further and item or nil)
    end
  end
  return tracks
end

return project
