{{- define "eci-replicator.labels" -}}
app.kubernetes.io/name: eci-replicator
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "eci-replicator.selector" -}}
app.kubernetes.io/name: eci-replicator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
