{{- define "lathe.name" -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- end }}

{{- define "lathe.operator" -}}
{{- printf "%s-operator" (include "lathe.name" .) }}
{{- end }}

{{- define "lathe.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "lathe.operator" .) .Values.serviceAccount.name }}
{{- else }}
{{- required "serviceAccount.name is needed where serviceAccount.create is false" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "lathe.selectorLabels" -}}
app.kubernetes.io/name: lathe
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: operator
{{- end }}

{{- define "lathe.labels" -}}
{{ include "lathe.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "lathe.image" -}}
{{- $image := .image -}}
{{- if $image.digest -}}
{{ $image.repository }}@{{ $image.digest }}
{{- else -}}
{{ $image.repository }}:{{ default .root.Chart.AppVersion $image.tag }}
{{- end -}}
{{- end }}

{{- define "lathe.tlsSecret" -}}
{{- default (printf "%s-tls" (include "lathe.operator" .)) .Values.tls.existingSecret }}
{{- end }}

{{/* What the operator may do in each namespace it watches. */}}
{{- define "lathe.namespaceRules" -}}
# specs of jobs are never written, and secrets never read: pods mount them
- apiGroups: [compression.lathe.dev]
  resources: [compressionjobs]
  verbs: [get, list, watch, delete]
- apiGroups: [compression.lathe.dev]
  resources: [compressionjobs/status]
  verbs: [get, patch, update]
- apiGroups: [batch]
  resources: [jobs]
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch]
# why pods cannot be created or started: a quota, a secret or volume that is missing
- apiGroups: [""]
  resources: [events]
  verbs: [list, watch]
- apiGroups: [events.k8s.io]
  resources: [events]
  verbs: [create]
- apiGroups: [kueue.x-k8s.io]
  resources: [workloads]
  verbs: [get, list, patch]
{{- end }}
