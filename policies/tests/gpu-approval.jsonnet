{
  policy: 'gpu-approval',
  cases: {
    'more than 8 GPUs need an approver': {
      models: { big: { placement: { gpus: 16 } } },
      violations: ['environments.production.models.big.placement.gpus'],
    },
    '8 GPUs do not': {
      models: { big: { placement: { gpus: 8 } } },
      violations: [],
    },
    'the label names the approver': {
      models: { big: { metadata: { labels: { 'gpu-approver': 'platform' } }, placement: { gpus: 16 } } },
      violations: [],
    },
  },
}
