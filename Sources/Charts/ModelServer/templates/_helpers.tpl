{{/* The selector of every version of this chart: immutable on a Deployment, so nothing may ever be added. */}}
{{- define "model-server.selectorLabels" -}}
app.kubernetes.io/instance: {{ .Values.name | quote }}
app.kubernetes.io/name: model-server
{{- end }}

{{/* Labels of a pod: nothing that a new chart version changes, or each new version would restart every model. */}}
{{- define "model-server.podLabels" -}}
{{- mergeOverwrite (dict "app.kubernetes.io/part-of" "spindle") .Values.labels
      (include "model-server.selectorLabels" . | fromYaml) | toYaml }}
{{- end }}

{{- define "model-server.labels" -}}
{{- mergeOverwrite (include "model-server.podLabels" . | fromYaml)
      (dict "app.kubernetes.io/managed-by" .Release.Service "helm.sh/chart" (printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_"))
      | toYaml }}
{{- end }}

{{- define "model-server.metadata" -}}
name: {{ .Values.name | quote }}
labels:
  {{- include "model-server.labels" . | nindent 2 }}
{{- end }}
