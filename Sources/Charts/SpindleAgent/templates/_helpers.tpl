{{/* The selector of every version of this chart: immutable on a Deployment, so nothing may ever be added. */}}
{{- define "spindle-agent.selectorLabels" -}}
app.kubernetes.io/instance: {{ .Values.name | quote }}
app.kubernetes.io/name: spindle-agent
{{- end }}

{{/* Labels of a pod: nothing that a new chart version changes, or each new version would restart the agent. */}}
{{- define "spindle-agent.podLabels" -}}
{{- mergeOverwrite (dict "app.kubernetes.io/part-of" "spindle") .Values.labels
      (include "spindle-agent.selectorLabels" . | fromYaml) | toYaml }}
{{- end }}

{{- define "spindle-agent.labels" -}}
{{- mergeOverwrite (include "spindle-agent.podLabels" . | fromYaml)
      (dict "app.kubernetes.io/managed-by" .Release.Service "helm.sh/chart" (printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_"))
      | toYaml }}
{{- end }}

{{- define "spindle-agent.metadata" -}}
name: {{ .Values.name | quote }}
labels:
  {{- include "spindle-agent.labels" . | nindent 2 }}
{{- end }}
