local scheduled(changes, coldStart='3m') = {
  model: {
    scale: {
      coldStart: coldStart,
      schedule: [{ start: '45 7 * * 1-5', end: '0 19 * * 1-5', timezone: 'Europe/Zurich' } + changes],
    },
  },
};
local at(words) = {
  path: 'environments.production.models.model.scale.schedule[0]',
  message: 'the schedule of model ' + words,
};

{
  policy: 'working-hours',
  cases: {
    'in time for work': { models: scheduled({}), violations: [] },
    'a cold start before work at the latest': {
      models: scheduled({}, coldStart='15m'),
      violations: [],
    },
    'too late for a large model': {
      models: scheduled({}, coldStart='16m'),
      violations: [at('opens at 7:45, too late to be warm when work begins at 8:00')],
    },
    'awake at night': {
      models: scheduled({ end: '30 22 * * 1-5' }),
      violations: [at('closes at 22:30, long after work ends at 20:00')],
    },
    'awake on weekends': {
      models: scheduled({ start: '45 7 * * *' }),
      violations: [at('does not open and close once on each of the days 1-5')],
    },
    'by another clock': {
      models: scheduled({ timezone: 'Etc/UTC' }),
      violations: [at('follows the clock of Etc/UTC, and work that of Europe/Zurich')],
    },
    'without a schedule': { violations: [] },
  },
}
