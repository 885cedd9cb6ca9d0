local shares = { production: { budgets: { teams: { search: { gpus: 8 } } } } };
local ofSearch(settings) = { metadata: { team: 'search' } } + settings;

{
  policy: 'team-share',
  cases: {
    'a model may not grow beyond the share': {
      environments: shares,
      models: { large: ofSearch({ placement: { gpus: 4 }, scale: { max: 3 } }) },
      violations: [
        {
          path: 'environments.production.models.large.scale.max',
          message: 'large may grow to 12 GPUs, and team search has 8 for it in production',
        },
      ],
    },
    'what is always awake is taken off': {
      environments: shares,
      models: {
        awake: ofSearch({ placement: { gpus: 2 }, scale: { min: 1 } }),
        large: ofSearch({ placement: { gpus: 4 }, scale: { max: 2 } }),
      },
      violations: ['environments.production.models.large.scale.max'],
    },
    'models of one team may take turns': {
      environments: shares,
      models: {
        one: ofSearch({ placement: { gpus: 8 } }),
        two: ofSearch({ placement: { gpus: 8 } }),
      },
      violations: [],
    },
    'every model has a team with a share': {
      environments: shares,
      models: { model: {}, other: { metadata: { team: 'assist' } } },
      violations: [
        'environments.production.models.model.metadata.team',
        'environments.production.models.other.metadata.team',
      ],
    },
    'without shares nothing is divided': { models: { model: {} }, violations: [] },
  },
}
