-- @noindex
-- A small window that shows how far the requests are. Closing it stops nothing.

local window = {}
window.__index = window

local WIDTH, LINE, MARGIN = 420, 34, 8
local MOST_LINES = 8
local CLOSED = -1

--- A window that opens with the first thing there is to show.
function window.new()
  return setmetatable({ open = false, dismissed = false }, window)
end

--- What a request says of itself, and the fraction that is done.
function window.line(request)
  local text = request.order.prompt or request.order.path or ""
  if request.phase == "asked" then
    return text .. " – waiting for Foley Bridge", 0
  elseif not request.stage then
    return string.format("%s – %d before it", text, request.place_in_queue or 0), 0
  end
  local left = request.left_s and request.left_s >= 0 and string.format(", %.0f s left", request.left_s) or ""
  return text .. " – " .. request.stage .. left, request.fraction
end

local function draw(at, text, fraction)
  local top = MARGIN + (at - 1) * LINE
  gfx.set(0.9, 0.9, 0.9, 1)
  gfx.x, gfx.y = MARGIN, top
  gfx.drawstr(text)
  gfx.set(0.3, 0.3, 0.3, 1)
  gfx.rect(MARGIN, top + 20, WIDTH - 2 * MARGIN, 6, 1)
  gfx.set(0.3, 0.7, 0.4, 1)
  gfx.rect(MARGIN, top + 20, math.floor((WIDTH - 2 * MARGIN) * fraction), 6, 1)
end

--- Show these requests.
function window:show(requests)
  if self.dismissed or #requests == 0 then
    return
  elseif not self.open then
    gfx.init("Foley Bridge", WIDTH, MARGIN + LINE * math.min(#requests, MOST_LINES))
    self.open = true
  elseif gfx.getchar() == CLOSED then
    self.dismissed = true
    return
  end
  for at = 1, math.min(#requests, MOST_LINES) do
    draw(at, window.line(requests[at]))
  end
  gfx.update()
end

--- Close it.
function window:close()
  if self.open and not self.dismissed then
    gfx.quit()
  end
  self.dismissed = true
end

return window
