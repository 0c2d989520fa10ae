-- How an action asks: is there a daemon, a dialog, what is wrong with what was said, and a line for the listening hook.

local wishing = {}

wishing.PROMPT_MOST = 500

-- Whether there is a point in asking; else people are told.
function wishing.begin()
  if not daemon.runs(daemon.home(os.getenv, disk.is_there), disk.read) then
    people.tell(daemon.ABSENT)
    return false
  end
  if disk.is_there(Session:path() .. "/" .. desk_files.WISHES) then -- the hook takes them within a tenth of a second
    people.tell(desk_files.UNHEARD)
  end
  return true
end

-- The dialog's answers, without the spaces around them; nil where it was left.
function wishing.ask(title, questions)
  local said = LuaDialog.Dialog("Foley Bridge: " .. title, questions):run()
  for key, text in pairs(said or {}) do
    if type(text) == "string" then
      said[key] = text:match("^%s*(.-)%s*$")
    end
  end
  return said
end

-- Lines of a dialog that several have.
function wishing.prompt(default)
  return { type = "entry", key = "prompt", title = "What should be heard", default = default }
end

function wishing.count(default, title)
  return { type = "number", key = "count", title = title or "Sounds to choose from", min = 1, max = 16, step = 1, digits = 0, default = default }
end

-- How hits differ from one another.
function wishing.range(default)
  return { type = "number", key = "range", title = "Weakest by at most dB", min = 0, max = 60, step = 1, digits = 0, default = default }
end

function wishing.human(default)
  return { type = "number", key = "human", title = "Variation as by hand (0 to 1)", min = 0, max = 1, step = 0.1, digits = 2, default = default }
end

function wishing.seed()
  return { type = "entry", key = "seed", title = "Seed (empty: a new one)", default = "" }
end

-- Why what was said cannot be asked; nil where it can.
function wishing.mistake(said)
  local seed = tonumber(said.seed)
  if said.prompt == "" then
    return "Say what should be heard, such as: heavy boots on gravel"
  end
  local length = said.prompt and utf8.len(said.prompt)
  if said.prompt and (not length or length > wishing.PROMPT_MOST) then
    return ("The prompt has %d characters: %d are the most."):format(length or #said.prompt, wishing.PROMPT_MOST)
  end
  if said.seed and said.seed ~= "" and not (seed and math.tointeger(seed) and seed >= 0 and seed <= 2147483647) then
    return "The seed is " .. said.seed .. ": choose a whole number from 0 to 2147483647, or none."
  end
end

function wishing.new_id()
  return "ardour-" .. chance.digits(32)
end

-- What the request of this id needs a recording for: its file in the session's folder.
function wishing.guide(id)
  return Session:path() .. "/foley-bridge-" .. id .. ".wav"
end

local function hand_over(kind, fields)
  if not disk.append(Session:path() .. "/" .. desk_files.WISHES, record.line(kind, fields)) then
    people.tell("The session's folder cannot be written to: " .. Session:path())
  end
end

-- Hand a search to the hook.
function wishing.search(fields)
  hand_over("search", fields)
end

-- Hand a request to the hook; `sample` is where its sounds belong.
function wishing.wish(fields, sample)
  local rate = math.floor(Session:nominal_sample_rate())
  local shared = {
    sample = ("%d"):format(sample),
    position = ("%.9f"):format(sample / rate),
    rate = ("%d"):format(rate),
    destination = Session:path(),
    project = Session:name(),
  }
  for name, value in pairs(shared) do
    fields[name] = value
  end
  hand_over("generate", fields)
end

return wishing
