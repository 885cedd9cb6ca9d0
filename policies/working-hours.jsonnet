local organization = import 'organization.libsonnet';
local spindle = import 'spindle.libsonnet';
local work = organization.work;

local isNumber(text) = std.length(std.filter(function(c) c < '0' || c > '9', std.stringChars(text))) == 0;

// The minute of the day at which a cron expression fires, `null` unless that is once on each day of work.
local minute(cron) =
  local fields = std.split(cron, ' ');
  if isNumber(fields[0]) && isNumber(fields[1]) && fields[2:] == ['*', '*', work.days] then
    std.parseInt(fields[1]) * 60 + std.parseInt(fields[0])
  else null;

local clock(minute) = '%d:%02d' % [std.floor(minute / 60), minute % 60];

local problem(model, schedule) =
  local opens = minute(schedule.start), closes = minute(schedule.end);
  if schedule.timezone != work.timezone then
    'follows the clock of %s, and work that of %s' % [schedule.timezone, work.timezone]
  else if opens == null || closes == null then
    'does not open and close once on each of the days %s' % work.days
  else if opens + std.ceil(model.scale.coldStart / 60) > work.from then
    'opens at %s, too late to be warm when work begins at %s' % [clock(opens), clock(work.from)]
  else if closes > work.to then
    'closes at %s, long after work ends at %s' % [clock(closes), clock(work.to)]
  else null;

{
  id: 'working-hours',
  title: 'Schedules are warm when work begins and end with it',
  severity: 'warning',
  explanation: |||
    A schedule wakes a model before people come, so that the first of them does not wait for it. It has to open a cold
    start before work begins, or it only moves the wait; and GPUs that stay awake over night or on weekends cost as much as
    those that somebody uses. A model that has to be awake at all times says so with `scale: {min: 1}`.
  |||,

  violations(fleet): [
    spindle.violation('%s.scale.schedule[%d]' % [model.path, index], 'the schedule of %s %s' % [model.name, words])
    for model in spindle.models(fleet)
    if std.length(model.scale.schedule) > 0
    for index in std.range(0, std.length(model.scale.schedule) - 1)
    for words in [problem(model, model.scale.schedule[index])]
    if words != null
  ],
}
